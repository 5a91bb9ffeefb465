/* Load for measurements: sends one POST over and over on keep-alive connections to 127.0.0.1 and reads
 * JSON or streamed answers. Closed loop (the next call follows the last) or, with -r, open loop: calls
 * start at fixed times whatever the answers do, and latency counts from the planned time.
 *
 * Usage: load -p PORT -u PATH -b BODYFILE [-H 'Name: value']… [-c CONNECTIONS] [-r CALLS_PER_SECOND]
 *             [-d SECONDS]
 * Prints one JSON object; latencies in microseconds; first_* is the time to the first byte of the body.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_MAX = 16 * 1024, READ_MAX = 64 * 1024, TAIL = 32 };

enum phase { IDLE, HEAD, COUNTED, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILER };

struct connection {
    int fd;
    enum phase phase;
    char head[HEAD_MAX];
    size_t head_length;
    size_t left;      /* bytes of the body or chunk still to come */
    size_t size_line; /* characters of the chunk-size line or trailer line so far */
    bool chunked, ok, streams;
    char tail[TAIL]; /* the last bytes of the body: a whole stream ends with [DONE] or message_stop */
    int64_t started, first;
};

struct samples {
    int64_t *values;
    size_t count, room;
};

static int port, connection_count = 1, poller;
static double rate, seconds = 5;
static char *request;
static size_t request_length;
static struct connection *connections;
static struct samples totals, firsts;
static long errors, unfinished, backlog, planned, open_now, open_most;
static int64_t begin;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void keep(struct samples *samples, int64_t value)
{
    if (samples->count == samples->room) {
        samples->room = samples->room ? samples->room * 2 : 4096;
        samples->values = realloc(samples->values, samples->room * sizeof *samples->values);
        if (!samples->values) die("realloc");
    }
    samples->values[samples->count++] = value;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double at(struct samples *samples, double part)
{
    if (!samples->count) return 0;
    return (double)samples->values[(size_t)(part * (double)(samples->count - 1))] / 1000.0;
}

static void open_connection(struct connection *connection)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
    connection->fd = fd;
    connection->phase = IDLE;
}

static void start_call(struct connection *connection, int64_t when)
{
    connection->phase = HEAD;
    connection->head_length = 0;
    connection->first = 0;
    connection->started = when;
    memset(connection->tail, 0, TAIL);
    if (send(connection->fd, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) errors++;
    if (++open_now > open_most) open_most = open_now;
}

/* One answer is over: keeps its times and starts what is next. */
static void finish_call(struct connection *connection)
{
    int64_t end = now();
    open_now--;
    connection->phase = IDLE;
    bool ended = memmem(connection->tail, TAIL, "[DONE]", 6) || memmem(connection->tail, TAIL, "_stop\"}", 7);
    bool whole = connection->ok && (!connection->streams || ended);
    if (!whole) {
        errors++;
    } else {
        keep(&totals, end - connection->started);
        keep(&firsts, connection->first - connection->started);
    }
    if (rate == 0) {
        start_call(connection, end);
    } else if (backlog > 0) {
        int64_t due = begin + (int64_t)((double)(planned - backlog) * 1e9 / rate);
        backlog--;
        start_call(connection, due);
    }
}

static bool read_head(struct connection *connection)
{
    char *head = connection->head;
    head[connection->head_length] = 0;
    if (!strstr(head, "\r\n\r\n")) return false;
    connection->ok = strncmp(head, "HTTP/1.1 200", 12) == 0;
    connection->chunked = strcasestr(head, "\r\ntransfer-encoding: chunked") != NULL;
    connection->streams = strcasestr(head, "\r\ncontent-type: text/event-stream") != NULL;
    char *length = strcasestr(head, "\r\ncontent-length:");
    connection->left = length ? strtoul(length + 17, NULL, 10) : 0;
    connection->size_line = 0;
    connection->phase = connection->chunked ? CHUNK_SIZE : COUNTED;
    if (!connection->chunked && connection->left == 0) finish_call(connection);
    return true;
}

static void see_body(struct connection *connection, const char *bytes, size_t count)
{
    if (!connection->first) connection->first = now();
    size_t kept = count < TAIL ? count : TAIL;
    memmove(connection->tail, connection->tail + kept, TAIL - kept);
    memcpy(connection->tail + TAIL - kept, bytes + count - kept, kept);
}

static int hex(char character)
{
    if (character >= '0' && character <= '9') return character - '0';
    character |= 0x20;
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

/* Feeds received bytes through the answer's phases. */
static void digest(struct connection *connection, const char *bytes, size_t count)
{
    size_t i = 0;
    while (i < count && connection->phase != IDLE) {
        switch (connection->phase) {
        case HEAD:
            if (connection->head_length == HEAD_MAX - 1) die("response head too long");
            connection->head[connection->head_length++] = bytes[i++];
            if (bytes[i - 1] == '\n') read_head(connection);
            break;
        case COUNTED:
        case CHUNK_DATA: {
            size_t part = count - i < connection->left ? count - i : connection->left;
            see_body(connection, bytes + i, part);
            connection->left -= part;
            i += part;
            if (connection->left > 0) break;
            if (connection->phase == CHUNK_DATA) connection->phase = CHUNK_END;
            else finish_call(connection);
            break;
        }
        case CHUNK_SIZE:
            if (bytes[i] == '\n') {
                connection->phase = connection->left ? CHUNK_DATA : TRAILER;
                connection->size_line = 0;
            } else if (hex(bytes[i]) >= 0) {
                connection->left = connection->left * 16 + (size_t)hex(bytes[i]);
            }
            i++;
            break;
        case CHUNK_END:
            if (bytes[i++] == '\n') {
                connection->phase = CHUNK_SIZE;
                connection->left = 0;
            }
            break;
        case TRAILER:
            if (bytes[i] == '\n' && connection->size_line == 0) {
                i++;
                finish_call(connection);
                break;
            }
            if (bytes[i] == '\n') connection->size_line = 0;
            else if (bytes[i] != '\r') connection->size_line++;
            i++;
            break;
        case IDLE:
            break;
        }
    }
}

static void receive(struct connection *connection)
{
    static char bytes[READ_MAX];
    ssize_t count = recv(connection->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    if (count > 0) {
        digest(connection, bytes, (size_t)count);
        return;
    }
    bool busy = connection->phase != IDLE;
    close(connection->fd);
    open_connection(connection);
    if (busy) {
        errors++;
        open_now--;
        if (rate == 0) start_call(connection, now());
    }
}

static void start_due_calls(int timer)
{
    uint64_t ticks;
    if (read(timer, &ticks, sizeof ticks) < 0) return;
    static int next;
    for (; ticks > 0; ticks--) {
        int64_t due = begin + (int64_t)((double)planned++ * 1e9 / rate);
        struct connection *free_one = NULL;
        for (int i = 0; i < connection_count && !free_one; i++) {
            struct connection *candidate = &connections[(next + i) % connection_count];
            if (candidate->phase == IDLE) free_one = candidate;
        }
        next = (next + 1) % connection_count;
        if (free_one) start_call(free_one, due);
        else backlog++;
    }
}

static void read_arguments(int count, char **arguments)
{
    char *path = "/", *body = "", headers[8192] = "";
    size_t body_length = 0;
    for (int option; (option = getopt(count, arguments, "p:u:b:H:c:r:d:")) != -1;) {
        if (option == 'p') port = atoi(optarg);
        else if (option == 'u') path = optarg;
        else if (option == 'c') connection_count = atoi(optarg);
        else if (option == 'r') rate = atof(optarg);
        else if (option == 'd') seconds = atof(optarg);
        else if (option == 'H' && strlen(headers) + strlen(optarg) + 3 < sizeof headers)
            strcat(strcat(headers, optarg), "\r\n");
        else if (option == 'b') {
            FILE *file = fopen(optarg, "rb");
            body = malloc(1 << 20);
            if (!file || !body) die(optarg);
            body_length = fread(body, 1, 1 << 20, file);
            fclose(file);
        } else exit(64);
    }
    size_t room = body_length + sizeof headers + strlen(path) + 200;
    request = malloc(room);
    if (!request) die("malloc");
    int head = snprintf(request, room,
                        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
                        "%sContent-Length: %zu\r\n\r\n",
                        path, port, headers, body_length);
    memcpy(request + head, body, body_length);
    request_length = (size_t)head + body_length;
}

static void report(double elapsed)
{
    qsort(totals.values, totals.count, sizeof(int64_t), compare);
    qsort(firsts.values, firsts.count, sizeof(int64_t), compare);
    printf("{\"calls\":%zu,\"errors\":%ld,\"unfinished\":%ld,\"backlog\":%ld,\"open_most\":%ld,"
           "\"per_second\":%.1f,\"p50\":%.1f,\"p99\":%.1f,\"first_p50\":%.1f,\"first_p99\":%.1f}\n",
           totals.count, errors, unfinished, backlog, open_most, (double)totals.count / elapsed,
           at(&totals, 0.50), at(&totals, 0.99), at(&firsts, 0.50), at(&firsts, 0.99));
}

int main(int count, char **arguments)
{
    read_arguments(count, arguments);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    poller = epoll_create1(EPOLL_CLOEXEC);
    connections = calloc((size_t)connection_count, sizeof *connections);
    if (!connections) die("calloc");
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event) < 0) die("epoll_ctl");
    for (int i = 0; i < connection_count; i++) open_connection(&connections[i]);
    begin = now();
    int64_t end = begin + (int64_t)(seconds * 1e9);
    if (rate > 0) {
        int64_t step = (int64_t)(1e9 / rate);
        struct itimerspec every = {.it_interval = {step / 1000000000, step % 1000000000},
                                   .it_value = {0, 1}};
        begin += 1;
        timerfd_settime(timer, 0, &every, NULL);
    } else {
        for (int i = 0; i < connection_count; i++) start_call(&connections[i], now());
    }
    while (now() < end) {
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, 100);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr) receive(events[i].data.ptr);
            else start_due_calls(timer);
        }
    }
    unfinished = open_now;
    report((double)(now() - begin) / 1e9);
    return 0;
}
