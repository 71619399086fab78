/**
 * Commands about recordings that are kept, which need no node: verify, decrypt, export, fetch, render. Read {@code LocalRecording}
 * first: it finds what most of them are given, in a directory or in a bucket.
 */
@NullMarked
package org.callvault.cli.recordings;

import org.jspecify.annotations.NullMarked;
