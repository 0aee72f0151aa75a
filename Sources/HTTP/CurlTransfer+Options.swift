private import CCurl

/// What libcurl is told before a transfer starts.
extension CurlTransfer {
  /// The longest that connecting may take, with the name's lookup, the proxy and TLS: whoever answers only later is away.
  static let connectMax = Duration.seconds(15)

  func configure() {
    let plan = exchange.plan
    set(CURLOPT_URL, plan.url)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_QUICK_EXIT, 1)  // Do not wait for a slow name server when a transfer is cancelled.
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(min(plan.idleTimeout, Self.connectMax) / .milliseconds(1))))
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_BUFFERSIZE, Inflow.gatheredMax)
    curl_set_pointer(raw, CURLOPT_ERRORBUFFER, words.baseAddress)
    if let connectTo = plan.connectTo { setList(CURLOPT_CONNECT_TO, [connectTo]) }
    configureProxy(plan)
    configureTLS(plan.endpoint.tls)
    switch plan.purpose {
    case .exchange: configureExchange(plan)
    case .byteStream:
      set(CURLOPT_CONNECT_ONLY, 1)
      set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    }
  }

  /// Only the endpoint's proxy counts, never an environment variable.
  private func configureProxy(_ plan: CurlPlan) {
    set(CURLOPT_PROXY, plan.endpoint.proxy?.absoluteString ?? "")
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if plan.endpoint.proxy?.scheme?.hasPrefix("http") == true, plan.purpose == .byteStream {
      set(CURLOPT_HTTPPROXYTUNNEL, 1)
    }
  }

  private func configureTLS(_ tls: HTTPEndpoint.TLS) {
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    if let authorities = tls.authorities {
      curl_set_string(raw, CURLOPT_CAPATH, nil)  // Else the system's authorities were trusted as well.
      curl_set_blob(raw, CURLOPT_CAINFO_BLOB, authorities, authorities.count)
    }
    if let identity = tls.identity {
      curl_set_blob(raw, CURLOPT_SSLCERT_BLOB, identity.certificate, identity.certificate.count)
      curl_set_blob(raw, CURLOPT_SSLKEY_BLOB, identity.key, identity.key.count)
      set(CURLOPT_KEYPASSWD, "")  // Else OpenSSL asks the terminal for an encrypted key's password.
    }
    if tls.insecureSkipVerify {
      set(CURLOPT_SSL_VERIFYPEER, 0)
      set(CURLOPT_SSL_VERIFYHOST, 0)
    }
  }

  private func configureExchange(_ plan: CurlPlan) {
    set(CURLOPT_HTTP_VERSION, plan.allowsHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
    // Rather wait and see whether a connection can be shared than open one for each of many requests at once.
    set(CURLOPT_PIPEWAIT, plan.allowsHTTP2 ? 1 : 0)
    set(CURLOPT_FRESH_CONNECT, plan.freshConnection ? 1 : 0)
    set(CURLOPT_ACCEPT_ENCODING, "gzip")
    if plan.body.isEmpty && plan.method == .get {
      set(CURLOPT_HTTPGET, 1)
    } else {
      curl_set_long(raw, CURLOPT_POSTFIELDSIZE, plan.body.count)
      curl_set_pointer(raw, CURLOPT_COPYPOSTFIELDS, plan.body)
      set(CURLOPT_CUSTOMREQUEST, plan.method.rawValue)
    }
    // A name without a value removes a header that libcurl would add.
    let unwanted = ["Accept:", "Content-Type:", "Expect:"].filter { name in
      !plan.headers.contains { "\($0.name.lowercased()):" == name.lowercased() }
    }
    let lines = plan.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    setList(CURLOPT_HTTPHEADER, lines + unwanted)

    let context = Unmanaged.passUnretained(self).toOpaque()
    curl_set_pointer(raw, CURLOPT_HEADERDATA, context)
    curl_set_callback(raw, CURLOPT_HEADERFUNCTION) { bytes, _, count, context in
      Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
        .received(line: UnsafeRawBufferPointer(start: bytes, count: count))
    }
    curl_set_pointer(raw, CURLOPT_WRITEDATA, context)
    curl_set_callback(raw, CURLOPT_WRITEFUNCTION) { bytes, _, count, context in
      Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
        .received(piece: UnsafeRawBufferPointer(start: bytes, count: count))
    }
  }

  private func set(_ option: CURLoption, _ value: Int) { curl_set_long(raw, option, value) }
  private func set(_ option: CURLoption, _ value: String) { curl_set_string(raw, option, value) }

  private func setList(_ option: CURLoption, _ lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines { list = curl_slist_append(list, line) ?? list }
    guard let list else { return }
    releases.append { curl_slist_free_all(list) }
    curl_set_pointer(raw, option, list)
  }
}
