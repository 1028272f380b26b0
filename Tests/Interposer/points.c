/* Preloaded into a program under test (LD_PRELOAD): makes happen what a test cannot wait for.
 *
 *   POINTS_TRACE=FILE   one line per point: fsync, fdatasync, rename, unlink, send
 *   POINTS_KILL=N       SIGKILL at the N-th point; before the call if N is odd, after it if even
 *   POINTS_DISK=BYTES   how much more the program may write into files; then the disk is full
 *   POINTS_FREE=BYTES   what the disk says that it has left
 *   POINTS_HOLD=FILE    whoever has cut a file off, as the lock is, waits while FILE is there
 *   POINTS_LIES=1       what is written into files that end in .part becomes zeros
 *   POINTS_HASTE=N      the clock that time-outs are measured by runs N times as fast
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static atomic_long points, disk_left;
static long fatal, haste, free_bytes = -1;
static int trace = -1, disk_ends, lies;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static long number(const char *name, long otherwise) {
    const char *text = getenv(name);
    return text && *text ? atol(text) : otherwise;
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("POINTS_TRACE");
    /* A number that nothing of the program will close or take for its own. */
    if (path) {
        int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        trace = fcntl(file, F_DUPFD_CLOEXEC, 1000);
        syscall(SYS_close, file);
    }
    fatal = number("POINTS_KILL", 0);
    haste = number("POINTS_HASTE", 1);
    free_bytes = number("POINTS_FREE", -1);
    disk_ends = getenv("POINTS_DISK") != NULL;
    lies = getenv("POINTS_LIES") != NULL;
    atomic_store(&disk_left, number("POINTS_DISK", 0));
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

/* The number of this point; ends the process if it is the fatal one and stands before its call. */
static long point(const char *kind) {
    long here = atomic_fetch_add(&points, 1) + 1;
    if (trace >= 0) {
        char line[32];
        size_t length = strlen(kind);
        memcpy(line, kind, length);
        line[length] = '\n';
        syscall(SYS_write, trace, line, length + 1);
    }
    if (here == fatal && here % 2 == 1) die();
    return here;
}

/* Behind the call: ends the process if this point was the fatal one. */
static void past(long here) {
    int error = errno;
    if (here == fatal) die();
    errno = error;
}

#define POINT(kind, type, call)   \
    long here = point(kind);      \
    type result = call;           \
    past(here);                   \
    return result

int fsync(int file) { POINT("fsync", int, REAL(fsync)(file)); }
int fdatasync(int file) { POINT("fdatasync", int, REAL(fdatasync)(file)); }
int rename(const char *from, const char *to) { POINT("rename", int, REAL(rename)(from, to)); }
int renameat(int a, const char *from, int b, const char *to) {
    POINT("rename", int, REAL(renameat)(a, from, b, to));
}
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    POINT("rename", int, REAL(renameat2)(a, from, b, to, flags));
}
int unlink(const char *path) { POINT("unlink", int, REAL(unlink)(path)); }
int unlinkat(int folder, const char *path, int flags) {
    POINT("unlink", int, REAL(unlinkat)(folder, path, flags));
}

static mode_t kind_of(int file) {
    struct stat facts;
    return fstat(file, &facts) == 0 ? facts.st_mode & S_IFMT : 0;
}

ssize_t send(int file, const void *bytes, size_t count, int flags) {
    POINT("send", ssize_t, REAL(send)(file, bytes, count, flags));
}
ssize_t sendto(
    int file, const void *bytes, size_t count, int flags, const struct sockaddr *to, socklen_t length) {
    POINT("send", ssize_t, REAL(sendto)(file, bytes, count, flags, to, length));
}
ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
    POINT("send", ssize_t, REAL(sendmsg)(file, message, flags));
}

/* Whether the disk takes so many bytes more; the standard streams are not on it. */
static int takes(int file, size_t count) {
    if (!disk_ends || file <= 2 || kind_of(file) != S_IFREG) return 1;
    if (atomic_fetch_sub(&disk_left, (long)count) >= (long)count) return 1;
    atomic_fetch_add(&disk_left, (long)count);
    errno = ENOSPC;
    return 0;
}

/* Whether this is a file on a stick that takes everything and keeps nothing. */
static int is_lost(int file) {
    char link[64], path[4096];
    if (!lies) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path);
    return length > 5 && memcmp(path + length - 5, ".part", 5) == 0;
}

ssize_t write(int file, const void *bytes, size_t count) {
    if (kind_of(file) == S_IFSOCK) { POINT("send", ssize_t, REAL(write)(file, bytes, count)); }
    if (is_lost(file)) {
        void *nothing = calloc(1, count);
        ssize_t written = nothing ? REAL(write)(file, nothing, count) : -1;
        free(nothing);
        return written;
    }
    return takes(file, count) ? REAL(write)(file, bytes, count) : -1;
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    if (kind_of(file) == S_IFSOCK) { POINT("send", ssize_t, REAL(writev)(file, parts, count)); }
    return REAL(writev)(file, parts, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    return takes(file, count) ? REAL(pwrite)(file, bytes, count, place) : -1;
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
    return takes(file, count) ? REAL(pwrite64)(file, bytes, count, place) : -1;
}

int ftruncate(int file, off_t length) {
    int result = REAL(ftruncate)(file, length), error = errno;
    for (const char *gate = getenv("POINTS_HOLD"); gate && access(gate, F_OK) == 0;) usleep(1000);
    errno = error;
    return result;
}

int statvfs(const char *path, struct statvfs *facts) {
    int result = REAL(statvfs)(path, facts);
    if (result == 0 && free_bytes >= 0) facts->f_bavail = (fsblkcnt_t)free_bytes / facts->f_frsize;
    return result;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    static atomic_llong start;
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (result != 0 || haste <= 1 || (clock != CLOCK_MONOTONIC && clock != CLOCK_MONOTONIC_RAW))
        return result;
    long long now = time->tv_sec * 1000000000LL + time->tv_nsec, none = 0;
    atomic_compare_exchange_strong(&start, &none, now);
    long long hasty = atomic_load(&start) + (now - atomic_load(&start)) * haste;
    time->tv_sec = hasty / 1000000000LL;
    time->tv_nsec = hasty % 1000000000LL;
    return 0;
}
