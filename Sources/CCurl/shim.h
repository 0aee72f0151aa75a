#pragma once
#include <curl/curl.h>

// libcurl's options are variadic, which Swift cannot call. One function for each kind of argument; the names in
// parentheses keep libcurl's type-checking macros away.

static inline CURLcode curl_set_long(CURL *handle, CURLoption option, long value) {
  return (curl_easy_setopt)(handle, option, value);
}

// Whatever an option points to: a string, a list, a callback's argument.
static inline CURLcode curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return (curl_easy_setopt)(handle, option, value);
}

// The bytes are copied.
static inline CURLcode curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return (curl_easy_setopt)(handle, option, &blob);
}

static inline CURLcode curl_set_callback(CURL *handle, CURLoption option, curl_write_callback callback) {
  return (curl_easy_setopt)(handle, option, callback);
}

static inline CURLcode curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
  return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode curl_get_socket(CURL *handle, CURLINFO info, curl_socket_t *value) {
  return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLMcode curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return (curl_multi_setopt)(multi, option, value);
}

// The message's result lives in a union without a name that Swift would import.
static inline CURLcode curl_message_result(const CURLMsg *message) { return message->data.result; }
