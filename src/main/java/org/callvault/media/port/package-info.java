/**
 * The ports that media receives on. {@link org.callvault.media.port.PortLeases} hands them out bound, so that what the
 * answer promises is already listening when it leaves. Read that class first.
 */
@NullMarked
package org.callvault.media.port;

import org.jspecify.annotations.NullMarked;
