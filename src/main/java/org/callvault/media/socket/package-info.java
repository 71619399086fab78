/**
 * The UDP sockets that media comes in on: bound, never blocking, read many datagrams at a time. {@link
 * org.callvault.media.socket.MediaSocket}, the class to read first, has two implementations: plain NIO, which works
 * everywhere, and Linux's own calls through {@code java.lang.foreign}, which cost less. What is special to Linux stays
 * behind {@link org.callvault.media.socket.MediaSockets}.
 */
@NullMarked
package org.callvault.media.socket;

import org.jspecify.annotations.NullMarked;
