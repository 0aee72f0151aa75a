import Terminal
import Testing

struct KeyNameTests {
  @Test(
    "a key has a name for keymaps and one for the screen, and both can be read",
    arguments: [
      (Key.character("j"), "j", "j"), (.character("G"), "G", "G"), (.character(" "), "space", "Space"),
      (.character("-"), "-", "-"), (.character("+"), "+", "+"), (.character("日"), "日", "日"),
      (.control("r"), "ctrl-r", "Ctrl-R"), (.control(" "), "ctrl-space", "Ctrl-Space"),
      (.control("-"), "ctrl--", "Ctrl--"),
      (Key(.character("x"), .alt), "alt-x", "Alt-x"), (Key(.character("X"), .alt), "alt-X", "Alt-X"),
      (Key(.character("r"), [.control, .alt]), "ctrl-alt-r", "Ctrl-Alt-R"),
      (Key(.tab, .shift), "shift-tab", "Shift-Tab"), (Key(.up), "up", "↑"),
      (Key(.left, .control), "ctrl-left", "Ctrl-←"),
      (Key(.enter), "enter", "Enter"), (Key(.escape), "esc", "Esc"), (Key(.pageDown), "pgdn", "PgDn"),
      (Key(.function(12), .shift), "shift-f12", "Shift-F12"), (Key(.backspace), "backspace", "Backspace"),
    ])
  func roundTrip(key: Key, name: String, description: String) {
    #expect(key.name == name)
    #expect(key.description == description)
    #expect(Key(parsing: name) == key)
    #expect(Key(parsing: description) == key)
  }

  @Test(
    "other spellings are understood",
    arguments: [
      ("C-x", Key.control("x")), ("CTRL+R", .control("r")), ("m-enter", Key(.enter, .alt)), ("Return", Key(.enter)),
      ("escape", Key(.escape)), ("PageUp", Key(.pageUp)), ("del", Key(.delete)), ("shift-a", .character("A")),
      ("shift-ß", Key(.character("ß"), .shift)), ("c", .character("c")), ("F5", Key(.function(5))),
    ])
  func spellings(text: String, key: Key) {
    #expect(Key(parsing: text) == key)
  }

  @Test(
    "what names no key is none", arguments: ["", "ctrl-", "hyper-x", "jk", "f25", "f0", "\u{1b}", "<disabled>", "\n"])
  func unknown(text: String) {
    #expect(Key(parsing: text) == nil)
  }
}
