import Foundation
import Terminal

/// The JSON Schemas of the person's files, made from what reads them; a test holds that `docs/schemas` is up to date.
package enum SettingsSchema: String, CaseIterable {
  case config, keymap, theme

  package var json: String {
    let schema = Self.object(title, properties, more: ["$schema": "https://json-schema.org/draft/2020-12/schema"])
    let data = try? JSONSerialization.data(
      withJSONObject: schema, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
  }

  private var title: String {
    switch self {
    case .config: "shipit: config.yaml"
    case .keymap: "shipit: a keymap"
    case .theme: "shipit: a theme"
    }
  }

  private var properties: [String: Any] {
    switch self {
    case .config:
      [
        "theme": ["type": "string", "examples": Theme.builtInNames],
        "keymap": ["type": "string", "examples": Keymap.builtInNames],
        "mouse": ["enum": ["on", "off", true, false] as [Any]],
        "auto-lock": [
          "description": "Minutes without a key after which the screen locks itself",
          "oneOf": [["type": "integer", "minimum": 1, "maximum": 1440], ["enum": ["off", false] as [Any]]] as [Any],
        ],
      ]
    case .keymap:
      [
        "inherits": ["type": "string", "examples": Keymap.builtInNames],
        "keys": Self.keys(Command.list),
        "places": Self.object(
          "What holds in one place alone",
          Dictionary(
            uniqueKeysWithValues: Place.allCases.map { place in
              (place.name, Self.keys(Command.list.filter { $0.works(in: place) }))
            })),
      ]
    case .theme:
      [
        "palette": ["type": "object", "additionalProperties": ["type": ["string", "integer"]]],
        "roles": Self.object(
          "How each role looks",
          Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0.rawValue, ["type": "string"]) })),
      ]
    }
  }

  private static func keys(_ entries: [CommandEntry]) -> [String: Any] {
    object(
      "Keys by action",
      Dictionary(
        uniqueKeysWithValues: entries.map { entry in
          let key: [String: Any] = ["type": ["string", "integer"]]
          let value: [String: Any] = [
            "description": entry.help, "oneOf": [key, ["type": "array", "items": key] as [String: Any]],
          ]
          return (entry.command.rawValue, value)
        }))
  }

  private static func object(
    _ title: String, _ properties: [String: Any], more: [String: Any] = [:]
  ) -> [String: Any] {
    more.merging(
      ["title": title, "type": "object", "properties": properties, "additionalProperties": false]
    ) { own, _ in own }
  }
}
