// Preloaded into a node, it lets fdatasync and fsync wait as long as the file that STALL_WHILE names exists: a disk that
// does not answer. Where STALL_IN is set, only those of files below a directory of that name.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_meant(int fd) {
    const char *part = getenv("STALL_IN");
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    return part == NULL || strstr(path, part) != NULL;
}

static void wait_for_the_disk(int fd) {
    const char *file = getenv("STALL_WHILE");
    while (file != NULL && is_meant(fd) && access(file, F_OK) == 0) {
        usleep(10000);
    }
}

int fdatasync(int fd) {
    wait_for_the_disk(fd);
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

int fsync(int fd) {
    wait_for_the_disk(fd);
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}
