@NullMarked
package org.callvault.rtp;

import org.jspecify.annotations.NullMarked;
