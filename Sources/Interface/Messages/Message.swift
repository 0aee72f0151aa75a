/// Something went wrong that the person should read: what happened, and what to do.
package struct Message: Hashable, Sendable {
  package var title: String
  package var text: String
  package var advice: String?

  package init(title: String, text: String, advice: String? = nil) {
    self.title = title
    self.text = text
    self.advice = advice
  }
}
