import ArgumentParser
import Model

extension AppReference: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

extension ClusterReference: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

struct AppArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("PROJECT/CLUSTER/APP, PROJECT/CLUSTER/NAMESPACE/APP, or an id.", valueName: "app"))
  var app: AppReference
}
