import Testing

@testable import Terminal

struct DoubleClickTests {
  private let start = ContinuousClock.now
  private func press(_ x: Int) -> TerminalEvent { .mouse(MouseEvent(.pressed, Point(x: x, y: 1))) }
  private let double = TerminalEvent.mouse(MouseEvent(.doubleClicked, Point(x: 3, y: 1)))

  @Test("the second quick press at one place is a double click, the third begins anew")
  func twice() {
    var clicks = DoubleClick()
    #expect(clicks.recognize(press(3), at: start) == press(3))
    #expect(clicks.recognize(press(3), at: start + .milliseconds(200)) == double)
    #expect(clicks.recognize(press(3), at: start + .milliseconds(300)) == press(3))
    #expect(clicks.recognize(press(3), at: start + .milliseconds(400)) == double)
  }

  @Test("slow presses and presses elsewhere are single")
  func single() {
    var clicks = DoubleClick()
    _ = clicks.recognize(press(3), at: start)
    #expect(clicks.recognize(press(3), at: start + .milliseconds(401)) == press(3))
    #expect(clicks.recognize(press(4), at: start + .milliseconds(410)) == press(4))
  }
}
