/// Why a kubeconfig cannot be used.
package enum KubeconfigError: Error, Hashable, Sendable {
  case unreadable(file: String, reason: String)
  /// A file may have at most `limit` bytes.
  case tooLarge(file: String, limit: Int)
  case malformed(file: String?, reason: String)
  /// Two entries of one file, such as `users`, have the same name.
  case duplicateName(file: String?, list: String, name: String)
  /// No file has a context, and this is not a pod. `tried` are the files that were looked for.
  case noConfiguration(tried: [String])
  case noCurrentContext(available: [String])
  case noSuchContext(String, available: [String])
  case noSuchCluster(String, context: String)
  case noSuchUser(String, context: String)
  /// `field` of the entry called `name` has a value that cannot be used. The value is left out: it may be a secret.
  case invalidValue(field: String, name: String, reason: String)
  /// `auth-provider` entries are of no use any more; exec plugins replaced them.
  case unsupportedAuthProvider(String, user: String)
}
