// srtpjunk: what attackers send to the streams of a stream file, a multiple of the media's own rate, evenly spread.
//   srtpjunk -k forged|replayed|truncated|oversized|stranger -x TIMES -t SECONDS -o FRAMES -f FILE
// forged: the call's source and a sequence number to come, with a tag of chance. replayed: authentic packets of a second ago,
// where the streams have been sent for FRAMES of 20 ms already (srtpblast's numbers). truncated: the first 20 bytes of a forged
// one. oversized: a forged one of 3000 bytes. stranger: a source that is none of the call's.
#include "common.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <srtp2/srtp.h>
#include <sys/socket.h>

enum { FIRST_SEQUENCE = 1000, PLAIN = 172, LENGTH = 182, CUT = 20, TOO_LONG = 3000, SLOTS = 20, A_SECOND = 50, BATCH = 64 };

static uint64_t chance = 42;

static void fill(uint8_t *at, int length) {
    for (int i = 0; i < length; i += 8) {
        uint64_t word = sm64(&chance);
        memcpy(at + i, &word, length - i < 8 ? length - i : 8);
    }
}

static void header(uint8_t *at, uint32_t ssrc, int frame) {
    uint16_t sequence = htons(FIRST_SEQUENCE + frame);
    uint32_t timestamp = htonl(160u * frame), source = htonl(ssrc);
    at[0] = 0x80;
    at[1] = 0;
    memcpy(at + 2, &sequence, 2);
    memcpy(at + 4, &timestamp, 4);
    memcpy(at + 8, &source, 4);
}

static srtp_t session(stream_t *stream) {
    srtp_policy_t policy;
    memset(&policy, 0, sizeof policy);
    srtp_crypto_policy_set_rtp_default(&policy.rtp);
    srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
    policy.ssrc.type = ssrc_specific;
    policy.ssrc.value = stream->ssrc;
    policy.key = stream->key;
    policy.allow_repeat_tx = 1;
    srtp_t session = 0;
    if (srtp_create(&session, &policy)) {
        exit(2);
    }
    return session;
}

int main(int count, char **words) {
    const char *kind = "forged", *file = 0;
    int times = 10, offset = 0, option;
    double seconds = 10;
    while ((option = getopt(count, words, "k:x:t:o:f:")) != -1) {
        switch (option) {
            case 'k': kind = optarg; break;
            case 'x': times = atoi(optarg); break;
            case 't': seconds = atof(optarg); break;
            case 'o': offset = atoi(optarg); break;
            case 'f': file = optarg; break;
            default: return 2;
        }
    }
    if (!file || times < 1) {
        return 2;
    }
    static stream_t streams[10000];
    int n = load_streams(file, streams, 10000, "127.0.0.1");
    int replayed = !strcmp(kind, "replayed"), stranger = !strcmp(kind, "stranger");
    int length = !strcmp(kind, "truncated") ? CUT : !strcmp(kind, "oversized") ? TOO_LONG : LENGTH;
    srtp_init();
    srtp_t *sessions = calloc(n, sizeof *sessions);
    for (int i = 0; replayed && i < n; i++) {
        sessions[i] = session(&streams[i]);
    }
    int socket_ = socket(AF_INET, SOCK_DGRAM, 0), room = 4 << 20;
    setsockopt(socket_, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    static uint8_t packets[BATCH][TOO_LONG];
    static struct mmsghdr messages[BATCH];
    static struct iovec vectors[BATCH];
    static struct sockaddr_in targets[BATCH];
    fprintf(stderr, "srtpjunk: %d streams, %d times\n", n, times);
    uint64_t sent = 0;
    double begun = now_s(), latest = 0;
    int frames = seconds * 50, filled = 0;
    for (int frame = 0; frame < frames; frame++) {
        for (int slot = 0; slot < SLOTS; slot++) {
            double due = begun + frame * 0.020 + slot * 0.020 / SLOTS;
            struct timespec wait = {.tv_sec = (time_t)due, .tv_nsec = (due - (time_t)due) * 1e9};
            while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wait, 0) == EINTR) {
            }
            double late = now_s() - due;
            latest = late > latest ? late : latest;
            int last = (long)n * (slot + 1) / SLOTS;
            for (int i = (long)n * slot / SLOTS; i < last; i++) {
                for (int copy = 0; copy < times; copy++) {
                    uint8_t *packet = packets[filled];
                    fill(packet, length == TOO_LONG ? 64 : LENGTH);
                    header(packet, stranger ? streams[i].ssrc ^ 0x5a5a5a5a : streams[i].ssrc,
                            offset + frame + (replayed ? -A_SECOND : 5));
                    int whole = PLAIN;
                    if (replayed && srtp_protect(sessions[i], packet, &whole)) {
                        return 3;
                    }
                    targets[filled] = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(streams[i].port)};
                    inet_pton(AF_INET, streams[i].host, &targets[filled].sin_addr);
                    vectors[filled] = (struct iovec){packet, length};
                    messages[filled].msg_hdr = (struct msghdr){.msg_name = &targets[filled],
                            .msg_namelen = sizeof targets[filled], .msg_iov = &vectors[filled], .msg_iovlen = 1};
                    if (++filled == BATCH) {
                        int done = sendmmsg(socket_, messages, filled, 0);
                        sent += done > 0 ? done : 0;
                        filled = 0;
                    }
                }
            }
            if (filled) {
                int done = sendmmsg(socket_, messages, filled, 0);
                sent += done > 0 ? done : 0;
                filled = 0;
            }
        }
    }
    printf("{\"sent\":%lu,\"max_late_ms\":%.2f}\n", (unsigned long)sent, latest * 1e3);
    return 0;
}
