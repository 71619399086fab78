/**
 * What the JAIN-SIP stack is given by us in place of its own: settings, reader, router, valve and loggers. Read {@link
 * org.callvault.sip.stack.RecorderStack} first.
 */
@NullMarked
package org.callvault.sip.stack;

import org.jspecify.annotations.NullMarked;
