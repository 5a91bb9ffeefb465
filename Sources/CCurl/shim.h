#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// Swift can't call variadic functions: one shim for each kind of argument.

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_write(CURL *easy, CURLoption option, curl_write_callback call) {
    return (curl_easy_setopt)(easy, option, call);
}

static inline CURLcode ccurl_set_open_socket(CURL *easy, curl_opensocket_callback call) {
    return (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, call);
}

static inline CURLcode ccurl_set_before_request(CURL *easy, curl_prereq_callback call) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, call);
}

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode ccurl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode ccurl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_socket(
    CURLM *multi, curl_socket_callback call, void *context) {
    CURLMcode code = (curl_multi_setopt)(multi, CURLMOPT_SOCKETFUNCTION, call);
    return code != CURLM_OK ? code : (curl_multi_setopt)(multi, CURLMOPT_SOCKETDATA, context);
}

static inline CURLMcode ccurl_multi_set_timer(
    CURLM *multi, curl_multi_timer_callback call, void *context) {
    CURLMcode code = (curl_multi_setopt)(multi, CURLMOPT_TIMERFUNCTION, call);
    return code != CURLM_OK ? code : (curl_multi_setopt)(multi, CURLMOPT_TIMERDATA, context);
}

// The result of a finished transfer: a union in C.
static inline CURLcode ccurl_message_result(const CURLMsg *message) {
    return message->data.result;
}

// Names the calling thread for debuggers and profilers.
static inline void ccurl_name_thread(const char *name) {
    prctl(PR_SET_NAME, name);
}

// An allocator for libcurl that leaves nothing behind: whatever it gives back to the system, or
// moves, is overwritten with zeroes first. Header lines with a provider's key pass through it.

static inline void ccurl_wiping_free(void *block) {
    if (block == NULL) return;
    explicit_bzero(block, malloc_usable_size(block));
    free(block);
}

static inline void *ccurl_wiping_realloc(void *block, size_t size) {
    if (block == NULL) return malloc(size);
    if (size == 0) {
        ccurl_wiping_free(block);
        return NULL;
    }
    size_t usable = malloc_usable_size(block);
    if (size <= usable && size >= usable / 2) return block;
    void *moved = malloc(size);
    if (moved == NULL) return NULL;
    memcpy(moved, block, size < usable ? size : usable);
    ccurl_wiping_free(block);
    return moved;
}

static inline CURLcode ccurl_global_init_wiping(void) {
    return curl_global_init_mem(
        CURL_GLOBAL_DEFAULT, malloc, ccurl_wiping_free, ccurl_wiping_realloc, strdup, calloc);
}

#endif
