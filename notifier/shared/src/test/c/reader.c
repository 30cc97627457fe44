/*
 * A peer in C that reads pages of a file which a home in another process changes: it keeps those that it may use between its polls, and
 * copies words between begin and retry. What it finds it writes into its report.
 *
 *     reader SHARED PAGES REPORT NAME, or reader --layout, or reader --late SHARED, or reader --twice SHARED
 */
#include "rangecast_shared.h"

#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#define PAGES 8
#define PAGE 4096
#define POISON UINT64_C(0xdeaddeaddeaddead)
#define ROUNDS 200

enum { READS, POISONED, VALIDATED, TORN, BUSY, EVERYTHING };

static _Atomic uint64_t *pages;
static _Atomic uint64_t *report;
static int held[PAGES];

static void add(int what, uint64_t more) {
    atomic_fetch_add_explicit(&report[what * 8], more, memory_order_relaxed);
}

static uint64_t word(int page) {
    return atomic_load_explicit(&pages[page * (PAGE / 8)], memory_order_relaxed);
}

static void *map(const char *path, size_t size) {
    int file = open(path, O_RDWR | O_CLOEXEC);
    void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) {
        perror(path);
        exit(1);
    }
    close(file);
    return mapped;
}

/* Between two polls raw addresses are as good as any. */
static void use(void) {
    uint64_t reads = 0, poisoned = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (int page = 0; page < PAGES; page++) {
            if (held[page]) {
                reads++;
                poisoned += word(page) == POISON;
            }
        }
    }
    add(READS, reads);
    add(POISONED, poisoned);
}

static void copy(const struct rangecast_peer *peer) {
    for (int page = 0; page < PAGES; page++) {
        uint64_t seen = rangecast_read_begin(peer);
        if (rangecast_is_busy(seen)) {
            add(BUSY, 1);
            continue;
        }
        uint64_t copied = word(page);
        if (!rangecast_read_retry(peer, seen)) {
            add(VALIDATED, 1);
            add(TORN, copied == POISON);
        }
    }
}

static void poll(struct rangecast_peer *peer) {
    const struct rangecast_record *record;
    while ((record = rangecast_poll(peer)) != NULL) {
        for (uint64_t page = 0; page < PAGES; page++) {
            if (record->start < (page + 1) * PAGE && page * PAGE < record->end) held[page] = 0;
        }
        int everything = record == &peer->everything;
        if (rangecast_acknowledge(peer, record) != 0) return; /* until there is a home */
        add(EVERYTHING, (uint64_t) everything);
    }
}

static int layout(void) {
#define AT(type, field) printf(#type "." #field " %zu\n", offsetof(struct rangecast_##type, field))
    AT(header, magic), AT(header, version), AT(header, header_bytes), AT(header, home), AT(header, epoch);
    AT(header, slots), AT(header, records), AT(header, length), AT(header, slot_bytes), AT(header, closed);
    AT(slot, owner), AT(slot, start), AT(slot, end), AT(slot, pid), AT(slot, joins), AT(slot, name);
    AT(slot, state), AT(slot, everything), AT(slot, joined), AT(slot, first);
    AT(slot, starts), AT(slot, acknowledged), AT(slot, sessions);
    AT(record, number), AT(record, start), AT(record, end), AT(record, owner), AT(record, state);
    AT(record, space), AT(record, protection), AT(record, event), AT(record, flags);
    printf("magic %llx\nversion %d\nslot %zu\nrecord %zu\n", (unsigned long long) RANGECAST_MAGIC, RANGECAST_VERSION,
           sizeof(struct rangecast_slot), sizeof(struct rangecast_record));
    return 0;
}

/* Has connected to one home, and asks to be let in when there is another. */
static int late(const char *path) {
    struct rangecast_peer peer;
    if (rangecast_join(&peer, path, "late", 0, PAGE) != 0) return 1;
    puts("connected");
    fflush(stdout);
    getchar();
    rangecast_join_session(&peer); /* as if it had had its slot only now */
    while (!peer.answered) {
        if (rangecast_poll(&peer) == &peer.everything) return 1;
        nanosleep(&(struct timespec) {0, 100000}, NULL);
    }
    puts("answered");
    rangecast_leave(&peer);
    return 0;
}

static const struct rangecast_record *told(struct rangecast_peer *peer) {
    const struct rangecast_record *record;
    while ((record = rangecast_poll(peer)) == NULL) nanosleep(&(struct timespec) {0, 100000}, NULL);
    return record;
}

static void again(int first, struct rangecast_peer *peer, const struct rangecast_record *record) {
    int second = rangecast_acknowledge(peer, record);
    printf("%d %d %s\n", first, second, errno == EINVAL ? "EINVAL" : "");
    fflush(stdout);
    getchar();
}

/* Acknowledges each of two records twice, and is told of the second when the first is; then of everything. */
static int twice(const char *path) {
    struct rangecast_peer peer;
    if (rangecast_join(&peer, path, "twice", 0, PAGES * PAGE) != 0) return 1;
    while (rangecast_is_busy(rangecast_read_begin(&peer))) {
        if (rangecast_poll(&peer) != NULL) return 1;
        nanosleep(&(struct timespec) {0, 100000}, NULL);
    }
    again(rangecast_acknowledge(&peer, &peer.records[0]), &peer, &peer.everything);
    for (int i = 0; i < 3; i++) {
        const struct rangecast_record *record = told(&peer);
        again(rangecast_acknowledge(&peer, record), &peer, record);
    }
    rangecast_leave(&peer);
    return 0;
}

int main(int count, char **arguments) {
    if (count == 3 && strcmp(arguments[1], "--twice") == 0) return twice(arguments[2]);
    if (count == 3 && strcmp(arguments[1], "--late") == 0) return late(arguments[2]);
    if (count == 2 && strcmp(arguments[1], "--layout") == 0) return layout();
    if (count != 5) return 2;
    struct rangecast_peer peer;
    pages = map(arguments[2], PAGES * PAGE);
    report = map(arguments[3], PAGE);
    if (rangecast_join(&peer, arguments[1], arguments[4], 0, PAGES * PAGE) != 0) {
        perror("join");
        return 1;
    }
    while (!rangecast_is_closed(&peer)) {
        poll(&peer);
        if (!rangecast_is_busy(rangecast_read_begin(&peer))) {
            for (int page = 0; page < PAGES; page++) held[page] = 1; /* told of whatever comes */
        }
        use();
        copy(&peer);
        nanosleep(&(struct timespec) {0, 100000}, NULL);
    }
    rangecast_leave(&peer);
    return 0;
}
