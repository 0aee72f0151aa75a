import Model

extension EffectRunner {
  func tail(_ app: AppID) async {}
}
