// Preloaded into a node, it lets fdatasync and fsync wait as long as the file that STALL_WHILE names exists: a disk that
// does not answer.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_for_the_disk(void) {
    const char *file = getenv("STALL_WHILE");
    while (file != NULL && access(file, F_OK) == 0) {
        usleep(10000);
    }
}

int fdatasync(int fd) {
    wait_for_the_disk();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

int fsync(int fd) {
    wait_for_the_disk();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}
