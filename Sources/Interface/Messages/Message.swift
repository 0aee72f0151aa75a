/// Something went wrong that the person should read: what happened, and what to do.
package struct Message: Hashable, Sendable {
  package var title: String
  package var text: String
  package var advice: String?
  /// The first line of the text that is shown, where it has more than fit.
  package var offset = 0

  package init(title: String, text: String, advice: String? = nil) {
    self.title = title
    self.text = text
    self.advice = advice
  }
}
