// dtlssend: shakes hands by OpenSSL (DTLS 1.2, use_srtp), then sends its standard input as PCMU over libsrtp, from the
// same socket (RFC 5763, RFC 5764).
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <srtp2/srtp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

enum { FRAME = 160, HEADER = 12, MOST_KEY = 32, MOST_SALT = 14 };
static const char EXPORTER[] = "EXTRACTOR-dtls_srtp";

static struct sockaddr_in loopback(const char *port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

static int failed(const char *what) {
  fprintf(stderr, "%s\n", what);
  ERR_print_errors_fp(stderr);
  return 1;
}

// The signalling tells what the other side's certificate must be (RFC 8122): no authority does.
static int take_any(int ok, X509_STORE_CTX *store) {
  (void)ok, (void)store;
  return 1;
}

static int is_fingerprint(SSL *ssl, const char *expected) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  char text[3 * EVP_MAX_MD_SIZE + 1] = "";
  unsigned length = 0;
  X509 *theirs = SSL_get1_peer_certificate(ssl);
  if (!theirs || !X509_digest(theirs, EVP_sha256(), digest, &length)) return 0;
  for (unsigned i = 0; i < length; i++) sprintf(text + (i ? 3 * i - 1 : 0), i ? ":%02X" : "%02X", digest[i]);
  X509_free(theirs);
  return strcasecmp(text, expected) == 0;
}

// Both keys, then both salts, the client's first (RFC 5764, section 4.2).
static srtp_t session(SSL *ssl, int client) {
  srtp_profile_t profile = (srtp_profile_t)SSL_get_selected_srtp_profile(ssl)->id;
  unsigned key = srtp_profile_get_master_key_length(profile), salt = srtp_profile_get_master_salt_length(profile);
  unsigned char material[2 * (MOST_KEY + MOST_SALT)], own[MOST_KEY + MOST_SALT];
  if (SSL_export_keying_material(ssl, material, 2 * (key + salt), EXPORTER, strlen(EXPORTER), NULL, 0, 0) != 1) return NULL;
  memcpy(own, material + (client ? 0 : key), key);
  memcpy(own + key, material + 2 * key + (client ? 0 : salt), salt);
  srtp_policy_t policy = {.ssrc = {.type = ssrc_any_outbound}, .key = own, .window_size = 128};
  srtp_t made = NULL;
  if (srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, profile) ||
      srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, profile) || srtp_create(&made, &policy))
    return NULL;
  return made;
}

static int talk(int fd, srtp_t srtp) {
  unsigned char packet[HEADER + FRAME + SRTP_MAX_TRAILER_LEN];
  struct timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  for (uint16_t number = 0; fread(packet + HEADER, 1, FRAME, stdin) == FRAME; number++) {
    uint16_t sequence = htons((uint16_t)(1000 + number));
    uint32_t timestamp = htonl(FRAME * (uint32_t)number), ssrc = htonl(0x5eed5eed);
    packet[0] = 0x80, packet[1] = number ? 0 : 0x80;
    memcpy(packet + 2, &sequence, 2), memcpy(packet + 4, &timestamp, 4), memcpy(packet + 8, &ssrc, 4);
    int length = HEADER + FRAME;
    if (srtp_protect(srtp, packet, &length) || send(fd, packet, (size_t)length, 0) != length) return failed("send");
    if ((due.tv_nsec += 20000000) >= 1000000000) due.tv_sec++, due.tv_nsec -= 1000000000;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL)) continue;
  }
  return 0;
}

int main(int count, char **arguments) {
  if (count != 8) return failed("dtlssend client|server own-port their-port profile certificate key their-fingerprint");
  int client = strcmp(arguments[1], "client") == 0, fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in own = loopback(arguments[2]), theirs = loopback(arguments[3]);
  if (bind(fd, (struct sockaddr *)&own, sizeof own) || connect(fd, (struct sockaddr *)&theirs, sizeof theirs))
    return failed("socket");
  SSL_CTX *context = SSL_CTX_new(DTLS_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, take_any);
  if (SSL_CTX_use_certificate_file(context, arguments[5], SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, arguments[6], SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_set_tlsext_use_srtp(context, arguments[4]))
    return failed("settings");
  SSL *ssl = SSL_new(context);
  BIO *datagrams = BIO_new_dgram(fd, BIO_NOCLOSE);
  BIO_ctrl(datagrams, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &theirs);
  SSL_set_bio(ssl, datagrams, datagrams);
  int done;
  while ((done = client ? SSL_connect(ssl) : SSL_accept(ssl)) != 1)
    if (SSL_get_error(ssl, done) != SSL_ERROR_WANT_READ || DTLSv1_handle_timeout(ssl) < 0) return failed("handshake");
  if (!is_fingerprint(ssl, arguments[7])) return failed("another certificate than described");
  srtp_init();
  srtp_t srtp = session(ssl, client);
  if (!srtp) return failed("keys");
  printf("%s\n", SSL_get_selected_srtp_profile(ssl)->name);
  return talk(fd, srtp);
}
