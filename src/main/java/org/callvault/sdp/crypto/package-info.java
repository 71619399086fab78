/** Keys in the description (SDES, RFC 4568): one a=crypto line, and which of several is taken. Read CryptoAttribute first. */
@NullMarked
package org.callvault.sdp.crypto;

import org.jspecify.annotations.NullMarked;
