import Foundation
import JSON

extension JSON {
  /// When a field manager last applied this object, by the clock of the server; nil where it never did.
  package func lastApplied(by manager: String) -> Date? {
    object("metadata").list("managedFields").first { entry in
      entry["manager"]?.string == manager && entry["operation"]?.string == "Apply" && entry["subresource"] == nil
    }?.date("time")
  }
}
