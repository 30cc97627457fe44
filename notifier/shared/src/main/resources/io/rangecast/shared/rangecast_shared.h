/*
 * rangecast_shared.h: a peer of a SharedHome, in C11 with POSIX 2008 (gnu11, or _POSIX_C_SOURCE 200809L). Header only; Linux and
 * the BSDs. The layout is that of SharedFile and Slot; docs/shared.md has the protocol.
 *
 *     struct rangecast_peer peer;
 *     if (rangecast_join(&peer, "/run/app/memory", "reader", 0, length) != 0) ... errno says why
 *     for (;;) {
 *         const struct rangecast_record *record;
 *         while ((record = rangecast_poll(&peer)) != NULL) {
 *             ... let go of [record->start, record->end): whatever was derived from it must not be used any more
 *             if (rangecast_acknowledge(&peer, record) != 0) break;      // another home that is not there yet: at the next poll
 *         }
 *         uint64_t seen = rangecast_read_begin(&peer);
 *         if (!rangecast_is_busy(seen)) ... derive, and use until the next poll; or copy, and throw away the copy if
 *                                            rangecast_read_retry(&peer, seen)
 *     }
 *
 * One thread joins, polls, acknowledges and leaves; any may begin and retry. Nothing here waits, and nothing is pushed: how soon a
 * start of the home's goes on depends on how often this polls. A process that has joined must not fork without exec.
 */
#ifndef RANGECAST_SHARED_H
#define RANGECAST_SHARED_H

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the file is little-endian"
#endif

#define RANGECAST_MAGIC UINT64_C(0x54534345474e4152)
#define RANGECAST_VERSION 1
#define RANGECAST_LEAST_RECORDS 32
#define RANGECAST_MOST_RECORDS 65536
#define RANGECAST_MOST_SLOTS 1024
#define RANGECAST_LEFT (-1)
#define RANGECAST_EVERY_EVENT 255

struct rangecast_header {
    uint64_t magic;
    uint32_t version, header_bytes;
    _Atomic uint64_t home, epoch;
    uint32_t slots, records;
    uint64_t length, slot_bytes, reserved;
    _Atomic uint64_t closed;
};

struct rangecast_slot {
    _Atomic uint64_t owner; /* what the peer writes */
    uint64_t start, end;
    int64_t pid;
    _Atomic int64_t joins;
    char unused[24], name[64];
    _Atomic uint64_t state; /* what the home writes */
    _Atomic int64_t everything, joined;
    int64_t first;
    char rest[96];
    uint64_t starts, acknowledged, sessions; /* for reports */
    char reserved[232];
};

struct rangecast_record {
    _Atomic int64_t number; /* written last; below zero when acknowledged */
    uint64_t start, end, owner;
    uint64_t state; /* the state word while its window is open */
    uint64_t unused;
    uint32_t space, protection;
    uint8_t event, reserved[3];
    uint32_t flags;
};

_Static_assert(sizeof(struct rangecast_header) == 72, "header");
_Static_assert(sizeof(struct rangecast_slot) == 512, "slot");
_Static_assert(sizeof(struct rangecast_record) == 64, "record");
_Static_assert(sizeof(_Atomic uint64_t) == 8 && ATOMIC_LLONG_LOCK_FREE == 2, "atomics without locks");

struct rangecast_peer {
    struct rangecast_header *file;
    struct rangecast_slot *slot;
    struct rangecast_record *records;
    size_t size;
    uint64_t incarnation, home;
    int64_t session, next;
    int answered, socket;
    const struct rangecast_record *told; /* by the last poll, and not acknowledged yet; or NULL */
    struct rangecast_record everything; /* stands for all of the range */
    struct sockaddr_un witness;
};

/*
 * Shows the home that this process lives: the socket stays open until it ends, or has left. The incarnation is sent when it is certain
 * to which home the socket leads, as a home writes its own into the file before it listens: so no home ever has two sockets of this
 * process, of which it would take the end of one for the end of the process.
 */
static inline int rangecast_connect(struct rangecast_peer *peer) {
    uint64_t home = atomic_load_explicit(&peer->file->home, memory_order_acquire);
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s < 0) return -1;
    errno = ECONNREFUSED;
    if (connect(s, (struct sockaddr *) &peer->witness, sizeof peer->witness) != 0
            || atomic_load_explicit(&peer->file->home, memory_order_acquire) != home
            || send(s, &peer->incarnation, sizeof peer->incarnation, MSG_NOSIGNAL) != sizeof peer->incarnation) {
        int why = errno;
        close(s);
        errno = why;
        return -1;
    }
    if (peer->socket >= 0) close(peer->socket); /* to a home that is over */
    peer->socket = s;
    peer->home = home;
    return 0;
}

/* This process holds nothing from before: it joins the session. */
static inline void rangecast_join_session(struct rangecast_peer *peer) {
    peer->session = atomic_load_explicit(&peer->slot->everything, memory_order_acquire);
    peer->answered = 0;
    atomic_store_explicit(&peer->slot->joins, peer->session, memory_order_release);
}

/* Maps the file, and checks it. */
static inline int rangecast_map(struct rangecast_peer *peer, const char *path) {
    struct stat stat;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return -1;
    void *mapped = MAP_FAILED;
    if (fstat(file, &stat) == 0) {
        if (stat.st_mode & 077 || stat.st_uid != geteuid()) errno = EPERM; /* others could speak for peers */
        else if (stat.st_size < 4096) errno = EPROTO;
        else mapped = mmap(NULL, (size_t) stat.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    int why = errno;
    close(file);
    errno = why;
    if (mapped == MAP_FAILED) return -1;
    struct rangecast_header *header = mapped;
    if (header->magic != RANGECAST_MAGIC || header->version != RANGECAST_VERSION || header->header_bytes != 4096
            || header->slots == 0 || header->slots > RANGECAST_MOST_SLOTS || header->records < RANGECAST_LEAST_RECORDS
            || header->records > RANGECAST_MOST_RECORDS || (header->records & (header->records - 1)) != 0
            || header->slot_bytes != sizeof(struct rangecast_slot) + header->records * sizeof(struct rangecast_record)
            || (uint64_t) stat.st_size != 4096 + header->slots * header->slot_bytes) {
        munmap(mapped, (size_t) stat.st_size);
        errno = EPROTO;
        return -1;
    }
    peer->file = header;
    peer->size = (size_t) stat.st_size;
    return 0;
}

/* Takes a slot that is free. */
static inline int rangecast_claim(struct rangecast_peer *peer) {
    for (uint32_t i = 0; i < peer->file->slots; i++) {
        char *at = (char *) peer->file + 4096 + i * peer->file->slot_bytes;
        struct rangecast_slot *slot = (struct rangecast_slot *) at;
        uint64_t none = 0;
        if (atomic_compare_exchange_strong(&slot->owner, &none, peer->incarnation)) {
            peer->slot = slot;
            peer->records = (struct rangecast_record *) (at + sizeof *slot);
            return 0;
        }
    }
    errno = EAGAIN;
    return -1;
}

/* Nothing is held any more, and no thread calls anything behind this but a join. */
static inline void rangecast_leave(struct rangecast_peer *peer) {
    if (peer->slot != NULL) {
        atomic_store_explicit(&peer->slot->joins, RANGECAST_LEFT, memory_order_release);
        peer->slot = NULL; /* it may be another's */
    }
    if (peer->socket >= 0) close(peer->socket);
    peer->socket = -1;
    if (peer->file != NULL) munmap(peer->file, peer->size);
    peer->file = NULL;
}

/*
 * Asks the home to be told of [start, end). Readers are busy until it has answered. 0, or -1 and errno: ENOENT or ECONNREFUSED
 * if there is no home, EPERM if others may use the file, EPROTO if it has another layout, ERANGE if the range is none of the
 * segment, ENAMETOOLONG, EAGAIN if no slot is free, or the home is stopped and many
 * wait for it, or what the system says.
 */
static inline int rangecast_join(
        struct rangecast_peer *peer, const char *path, const char *name, uint64_t start, uint64_t end) {
    memset(peer, 0, sizeof *peer);
    peer->socket = -1;
    peer->witness.sun_family = AF_UNIX;
    peer->everything.start = start;
    peer->everything.end = end;
    peer->everything.event = RANGECAST_EVERY_EVENT;
    int length = snprintf(peer->witness.sun_path, sizeof peer->witness.sun_path, "%s.sock", path);
    int random = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (random < 0) return -1;
    while (peer->incarnation == 0) {
        if (read(random, &peer->incarnation, sizeof peer->incarnation) != sizeof peer->incarnation) peer->incarnation = 0;
    }
    close(random);
    if (length < 0 || (size_t) length >= sizeof peer->witness.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (rangecast_map(peer, path) != 0) return -1;
    if (start >= end || end > peer->file->length) errno = ERANGE;
    else if (rangecast_connect(peer) == 0 && rangecast_claim(peer) == 0) { /* the witness first: the slot is given back */
        peer->slot->start = start;
        peer->slot->end = end;
        peer->slot->pid = getpid();
        memset(peer->slot->name, 0, sizeof peer->slot->name);
        snprintf(peer->slot->name, sizeof peer->slot->name, "%s", name);
        rangecast_join_session(peer);
        return 0;
    }
    int why = errno;
    rangecast_leave(peer);
    errno = why;
    return -1;
}

/*
 * The next range to let go of, or NULL. The same one until it is acknowledged. Number 0 stands for everything: this was evicted, or
 * another home has come.
 */
static inline const struct rangecast_record *rangecast_poll(struct rangecast_peer *peer) {
    struct rangecast_slot *slot = peer->slot;
    if (atomic_load_explicit(&slot->everything, memory_order_acquire) != peer->session) return peer->told = &peer->everything;
    if (!peer->answered) {
        if (atomic_load_explicit(&slot->joined, memory_order_acquire) != peer->session) {
            /* A home answers whom it sees, and another may have come since this was connected. */
            if (atomic_load_explicit(&peer->file->home, memory_order_acquire) != peer->home) (void) rangecast_connect(peer);
            return NULL;
        }
        peer->next = slot->first;
        peer->answered = 1;
    }
    struct rangecast_record *record = &peer->records[peer->next & (peer->file->records - 1)];
    if (atomic_load_explicit(&record->number, memory_order_acquire) != peer->next) return NULL;
    return peer->told = record;
}

/*
 * Whatever was derived from the record's range is not used any more; the record must not be read behind this. 0, or -1 and errno: EINVAL
 * if the last poll has not returned it, or it is acknowledged already, as nothing may be acknowledged that was not told; another one if it
 * stands for everything, and the home that has come cannot be reached yet.
 */
static inline int rangecast_acknowledge(struct rangecast_peer *peer, const struct rangecast_record *record) {
    if (record == NULL || record != peer->told) {
        errno = EINVAL;
        return -1;
    }
    if (record == &peer->everything) {
        if (atomic_load_explicit(&peer->file->home, memory_order_acquire) != peer->home && rangecast_connect(peer) != 0) {
            return -1;
        }
        peer->told = NULL;
        rangecast_join_session(peer);
        return 0;
    }
    struct rangecast_record *mine = &peer->records[peer->next & (peer->file->records - 1)];
    atomic_store_explicit(&mine->number, -peer->next, memory_order_release);
    peer->told = NULL;
    peer->next++;
    return 0;
}

/* Before something is derived: what is not busy is good at this moment. One load. */
static inline uint64_t rangecast_read_begin(const struct rangecast_peer *peer) {
    return atomic_load_explicit(&peer->slot->state, memory_order_acquire);
}

/* Nothing may be derived: a window is open over the range, or the home has not answered. */
static inline int rangecast_is_busy(uint64_t seen) {
    return (int) (seen & 1);
}

/* Whether what was copied since the begin must be thrown away. One load. */
static inline int rangecast_read_retry(const struct rangecast_peer *peer, uint64_t seen) {
    atomic_thread_fence(memory_order_acquire); /* the copy before the load */
    return atomic_load_explicit(&peer->slot->state, memory_order_relaxed) != seen;
}

/* Whether the home's space has ended: readers stay busy. */
static inline int rangecast_is_closed(const struct rangecast_peer *peer) {
    return atomic_load_explicit(&peer->file->closed, memory_order_acquire) != 0;
}

#endif
