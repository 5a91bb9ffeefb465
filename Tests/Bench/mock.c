/* A provider for measurements: answers every POST with a fixed chat completion, as one JSON body of
 * about 1.1 KB or, when the request says "stream": true, as 50 server-sent events, each its own write.
 * A model name with "slow" in it gets one event a second. One thread, epoll, keep-alive, loopback only.
 *
 * Usage: mock PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { PIECES_MAX = 64, CONTENT_EVENTS = 47, BYTES_MAX = 256 * 1024, CONNECTIONS_MAX = 16384 };

/* A reply as the pieces in which it is written. */
struct script {
    char bytes[BYTES_MAX];
    size_t ends[PIECES_MAX];
    size_t length;
    int pieces;
};

struct connection {
    int fd;
    char in[BYTES_MAX];
    size_t held;
    const struct script *script; /* the reply being written, or NULL */
    size_t written;
    int piece;
    bool slow;
    bool waits_for_room;
};

static struct script completion, stream, models;
static struct connection *connections[CONNECTIONS_MAX];
static int poller;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void append(struct script *script, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t room = BYTES_MAX - script->length;
    int length = vsnprintf(script->bytes + script->length, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room) die("script too long");
    script->length += (size_t)length;
}

static void end_piece(struct script *script)
{
    script->ends[script->pieces++] = script->length;
}

static void append_event(struct script *script, const char *json)
{
    append(script, "%zx\r\ndata: %s\n\n\r\n", strlen(json) + 8, json);
    end_piece(script);
}

static void append_body(struct script *script, const char *json)
{
    append(script, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
           strlen(json), json);
    end_piece(script);
}

static void write_scripts(void)
{
    char text[700], json[1200];
    memset(text, 'a', sizeof text - 1);
    for (size_t i = 5; i < sizeof text - 1; i += 6) text[i] = ' ';
    text[sizeof text - 1] = 0;
    snprintf(json, sizeof json,
             "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1700000000,"
             "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
             "\"assistant\",\"content\":\"%s\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":"
             "\"stop\"}],\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":140,\"total_tokens\":159,"
             "\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":"
             "{\"reasoning_tokens\":0}},\"system_fingerprint\":\"fp_bench\"}",
             text);
    append_body(&completion, json);
    append_body(&models, "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o-mini\",\"object\":\"model\","
                         "\"created\":1700000000,\"owned_by\":\"bench\"}]}");

    const char *chunk = "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":"
                        "1700000000,\"model\":\"gpt-4o-mini-2024-07-18\",\"system_fingerprint\":"
                        "\"fp_bench\",\"choices\":[%s],\"usage\":%s}";
    append(&stream, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < CONTENT_EVENTS; i++) {
        const char *choice = i == 0
            ? "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}"
            : "{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}";
        snprintf(json, sizeof json, chunk, choice, "null");
        append_event(&stream, json);
    }
    snprintf(json, sizeof json, chunk, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", "null");
    append_event(&stream, json);
    snprintf(json, sizeof json, chunk, "",
             "{\"prompt_tokens\":19,\"completion_tokens\":46,\"total_tokens\":65}");
    append_event(&stream, json);
    append(&stream, "e\r\ndata: [DONE]\n\n\r\n");
    end_piece(&stream);
    append(&stream, "0\r\n\r\n");
    stream.ends[stream.pieces - 1] = stream.length;
}

static void watch(struct connection *connection, bool for_room)
{
    if (connection->waits_for_room == for_room) return;
    connection->waits_for_room = for_room;
    struct epoll_event event = {.events = EPOLLIN | (for_room ? EPOLLOUT : 0u),
                                .data.fd = connection->fd};
    epoll_ctl(poller, EPOLL_CTL_MOD, connection->fd, &event);
}

static void hang_up(struct connection *connection)
{
    connections[connection->fd] = NULL;
    close(connection->fd);
    free(connection);
}

/* Writes up to `pieces_max` further pieces; false when the peer is gone. */
static bool write_pieces(struct connection *connection, int pieces_max)
{
    const struct script *script = connection->script;
    while (script && connection->piece < script->pieces && pieces_max-- > 0) {
        size_t end = script->ends[connection->piece];
        ssize_t sent = send(connection->fd, script->bytes + connection->written,
                            end - connection->written, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            watch(connection, true);
            return true;
        }
        if (sent < 0) return false;
        connection->written += (size_t)sent;
        if (connection->written == end) connection->piece++;
    }
    watch(connection, false);
    if (script && connection->piece == script->pieces) connection->script = NULL;
    return true;
}

static size_t body_length(const char *head)
{
    const char *field = strcasestr(head, "\r\ncontent-length:");
    return field ? strtoul(field + 17, NULL, 10) : 0;
}

/* Takes one whole request from the front of the buffer and picks its reply. */
static bool take_request(struct connection *connection)
{
    char *in = connection->in;
    in[connection->held] = 0;
    char *body = memmem(in, connection->held, "\r\n\r\n", 4);
    if (!body) return false;
    *body = 0;
    size_t length = body_length(in);
    *body = '\r';
    body += 4;
    size_t whole = (size_t)(body - in) + length;
    if (connection->held < whole) return false;
    bool streams = memmem(body, length, "\"stream\":true", 13) || memmem(body, length, "\"stream\": true", 14);
    connection->slow = memmem(body, length, "slow", 4) != NULL;
    connection->script = in[0] == 'G' ? &models : streams ? &stream : &completion;
    connection->written = 0;
    connection->piece = 0;
    connection->held -= whole;
    memmove(in, in + whole, connection->held);
    return true;
}

static bool answer_waiting(struct connection *connection)
{
    while (!connection->script && take_request(connection))
        if (!write_pieces(connection, connection->slow ? 1 : PIECES_MAX)) return false;
    return true;
}

static bool read_requests(struct connection *connection)
{
    size_t room = BYTES_MAX - 1 - connection->held;
    if (room == 0) return false;
    ssize_t count = recv(connection->fd, connection->in + connection->held, room, 0);
    if (count < 0 && errno == EAGAIN) return true;
    if (count <= 0) return false;
    connection->held += (size_t)count;
    return answer_waiting(connection);
}

static void accept_all(int listener)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        struct connection *connection = fd < CONNECTIONS_MAX ? malloc(sizeof *connection) : NULL;
        if (!connection) {
            close(fd);
            continue;
        }
        memset(connection, 0, sizeof *connection);
        connection->fd = fd;
        connections[fd] = connection;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
    }
}

static void advance_slow_streams(int timer)
{
    uint64_t ticks;
    if (read(timer, &ticks, sizeof ticks) < 0) return;
    for (int fd = 0; fd < CONNECTIONS_MAX; fd++) {
        struct connection *connection = connections[fd];
        if (connection && connection->slow && connection->script && !write_pieces(connection, 1))
            hang_up(connection);
    }
}

static int listen_on(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
    if (listen(fd, 4096) < 0) die("listen");
    return fd;
}

static void add(int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
}

int main(int count, char **arguments)
{
    if (count != 2) return fprintf(stderr, "usage: mock PORT\n"), 64;
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    signal(SIGPIPE, SIG_IGN);
    write_scripts();
    poller = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(atoi(arguments[1]));
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec second = {.it_interval.tv_sec = 1, .it_value.tv_sec = 1};
    timerfd_settime(timer, 0, &second, NULL);
    add(listener);
    add(timer);
    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            struct connection *connection = connections[fd];
            if (fd == listener) {
                accept_all(listener);
            } else if (fd == timer) {
                advance_slow_streams(timer);
            } else if (connection) {
                bool alive = true;
                if (events[i].events & EPOLLOUT)
                    alive = write_pieces(connection, connection->slow ? 1 : PIECES_MAX) &&
                            answer_waiting(connection);
                if (alive && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                    alive = read_requests(connection);
                if (!alive) hang_up(connection);
            }
        }
    }
}
