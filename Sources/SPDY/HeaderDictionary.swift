/// The text that both sides presume before the first header (§2.6.10.1), so that even the first one shrinks. Its Adler-32, by
/// which zlib streams name it, is e3c6a7c2.
let headerDictionary: [UInt8] = {
  let words =
    "options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow "
    + "authorization cache-control connection content-base content-encoding content-language content-length content-location "
    + "content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match "
    + "if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range "
    + "referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get "
    + "status 200_OK version HTTP/1.1 url public set-cookie keep-alive origin"
  let rest =
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
    + "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden"
    + "404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable"
    + "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
    + "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,"
    + "publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0."
  var bytes: [UInt8] = []
  for word in words.split(separator: " ") {
    bytes.append(bigEndian: UInt32(word.utf8.count))
    // The one word with a space in it.
    bytes += word.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0 }
  }
  return bytes + rest.utf8
}()

extension [UInt8] {
  mutating func append(bigEndian value: UInt32) {
    for shift in stride(from: 24, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
  }

  mutating func append(bigEndian value: UInt16) {
    append(UInt8(value >> 8))
    append(UInt8(value & 0xFF))
  }
}
