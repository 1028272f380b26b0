#pragma once
#include <microhttpd.h>
#include <stdint.h>
#include <string.h>

// What one daemon is started with. A struct, because `MHD_start_daemon` and
// `MHD_get_connection_info` are variadic and Swift calls no variadic C function.
struct transport_daemon {
    int listening;
    unsigned int connections;
    unsigned int threads;
    size_t memory;
    const char *key;
    const char *certificate;
    const char *priorities;
    void *context;
    MHD_AccessHandlerCallback handle;
    void *(*target)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback notified;
};

// Targets stay as they were sent: the router compares bytes, and an escaped NUL would cut a string.
static inline size_t transport_keep_escapes(
    void *context, struct MHD_Connection *connection, char *text) {
    (void) context;
    (void) connection;
    return strlen(text);
}

// Starts a daemon on a listening socket that the caller made. On success the socket belongs to
// the daemon. On failure most of the library's ways out have closed it, so nobody may touch it.
static inline struct MHD_Daemon *transport_start(struct transport_daemon *daemon) {
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *) daemon->key},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *) daemon->certificate},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *) daemon->priorities},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem pool[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t) daemon->threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    unsigned int flags
        = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK;
    if (daemon->key != NULL) flags |= MHD_USE_TLS;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, daemon->handle, daemon->context,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket) daemon->listening,
        MHD_OPTION_CONNECTION_LIMIT, daemon->connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, daemon->memory,
        MHD_OPTION_CONNECTION_TIMEOUT, 0u,
        MHD_OPTION_UNESCAPE_CALLBACK, transport_keep_escapes, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, daemon->target, daemon->context,
        MHD_OPTION_NOTIFY_COMPLETED, daemon->completed, daemon->context,
        MHD_OPTION_NOTIFY_CONNECTION, daemon->notified, daemon->context,
        MHD_OPTION_ARRAY, daemon->threads > 1 ? pool : none,
        MHD_OPTION_ARRAY, daemon->key != NULL ? tls : none,
        MHD_OPTION_END);
}

// Variadic.
static inline int transport_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info
        = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

// Variadic.
static inline const struct sockaddr *transport_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info
        = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

// Variadic. The bytes from the method to the end of the empty line after the headers.
static inline size_t transport_head_bytes(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info
        = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

// Variadic. What the application keeps with the connection.
static inline void *transport_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info
        = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}
