import Engine
import Interface
import Model
import Testing

@Suite("a deploy that others' fields stand against")
struct TakeOverTests {
  private static let fields = [HeldField(object: "Deployment web", field: ".spec.replicas", manager: "kubectl-edit")]

  /// The deploy of web was refused, and its message is read.
  private func refused(_ operation: Operation = .deploy(Fixture.web.id)) -> State {
    var state = Fixture.state()
    let message = Message(title: "The deploy failed", text: "Deployment web: kubectl-edit manages .spec.replicas")
    _ = state.reduce(.fieldsHeld(operation, message, Self.fields))
    return state
  }

  @Test("says who manages what, and by which key and action they are taken over")
  func message() {
    let state = refused()
    #expect(state.text.contains("Deployment web: kubectl-edit manages") && state.text.contains(".spec.replicas"))
    guard case .message(let message) = state.overlay else {
      Issue.record("no message")
      return
    }
    #expect(message.advice?.hasPrefix("K takes them over after asking") == true)
  }

  @Test(
    "is done again after a question that names each field",
    arguments: [
      (Operation.deploy(Fixture.web.id), Operation.deploy(Fixture.web.id, takesOver: true)),
      (.rollback(Fixture.web.id, revision: 1), .rollback(Fixture.web.id, revision: 1, takesOver: true)),
    ])
  func takesOver(operation: Operation, again: Operation) {
    var state = refused(operation)
    state.press("enter", "K")
    #expect(state.text.contains("Take over 1 field for web?"))
    #expect(state.text.contains("Deployment web: kubectl-edit manages .spec.replicas"))
    #expect(state.press("y") == [.perform(again)])
    _ = state.reduce(.operationDone(again, "Revision 4 is running."))
    #expect(Command.takeOver.disabledReason(in: state) != nil)
  }

  @Test("is nothing to take over before, nor for another app")
  func nothing() {
    var state = Fixture.state()
    #expect(Command.takeOver.disabledReason(in: state) == "No deploy of web was refused for what others manage.")
    state = refused()
    state.press("enter")
    state.select(.apps, Fixture.api.id.rawValue)
    #expect(Command.takeOver.disabledReason(in: state) != nil)
  }

  @Test("warnings are news at once, stay with the job, and are counted at its end")
  func warnings() {
    var state = Fixture.state()
    state.press("d", "y")
    _ = state.reduce(.operationWarned(.deploy(Fixture.web.id), "policy/v1beta1 goes away"))
    #expect(state.toast?.text == "Warning: policy/v1beta1 goes away")
    _ = state.reduce(.operationDone(.deploy(Fixture.web.id), "Revision 4 is running."))
    #expect(state.toast?.text == "Revision 4 is running. With 1 warning: J tells.")
    #expect(state.endedJobs.first?.told.map(\.text) == ["Warning: policy/v1beta1 goes away"])
  }
}
