@NullMarked
package org.callvault.srtp;

import org.jspecify.annotations.NullMarked;
