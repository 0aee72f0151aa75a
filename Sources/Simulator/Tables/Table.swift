import JSON

/// `meta.k8s.io/v1` tables: what `kubectl get` prints (pkg/printers/internalversion).
enum Table {
  static func table(
    _ objects: [StoredObject], _ type: ResourceType, version: String, metadata: JSON, now: WallTime,
    definesColumns: Bool = true
  ) -> JSON {
    let columns = TableColumns.columns(of: type.kind)
    return [
      "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": metadata,
      "columnDefinitions": definesColumns ? .array(columns.map { $0.json }) : nil,
      "rows": .array(
        objects.map { ["cells": .array(TableCells.cells(of: $0, type.kind, now: now)), "object": partialMetadata($0)] }),
    ]
  }

  static func partialMetadata(_ object: StoredObject) -> JSON {
    [
      "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object.json["metadata"] ?? [:],
    ]
  }
}

struct TableColumn {
  var name: String
  var type = "string"
  var format = ""
  var description: String
  /// 1 is shown with `-o wide` only.
  var priority = 0

  var json: JSON {
    [
      "name": .string(name), "type": .string(type), "format": .string(format), "description": .string(description),
      "priority": .int(priority),
    ]
  }
}
