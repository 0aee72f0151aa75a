private import CCurl

extension HTTPError {
  /// libcurl's result as one of our errors, in libcurl's `words`. They name hosts and files, never keys.
  ///
  /// `tunnelStatus` is the proxy's answer to CONNECT, 0 where there was none.
  init(_ code: UInt32, words: String, for endpoint: HTTPEndpoint, tunnelStatus: Int = 0) {
    self =
      switch CURLcode(code) {
      case CURLE_COULDNT_RESOLVE_HOST: .nameNotFound(host: endpoint.host)
      case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy(reason: words)
      case _ where tunnelStatus >= 300: .proxy(reason: words)
      case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_OPERATION_TIMEDOUT:
        endpoint.proxy == nil
          ? .notConnected(host: endpoint.host, port: endpoint.port, reason: words) : .proxy(reason: words)
      case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
        CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS,
        CURLE_SSL_CLIENTCERT, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_USE_SSL_FAILED:
        .tls(reason: words)
      // In TLS 1.3 the server refuses our certificate only after we have begun to speak.
      case CURLE_RECV_ERROR where words.contains(" alert "): .tls(reason: words)
      case CURLE_SEND_ERROR where words.contains(" alert "): .tls(reason: words)
      case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
        .invalidAnswer(reason: words)
      case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT: .invalidRequest(reason: words)
      default: .closedEarly(reason: words)
      }
  }
}
