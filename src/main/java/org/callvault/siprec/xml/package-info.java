/** XML read within bounds and without entities; stray ampersands are repaired. Read XmlReader first. */
@NullMarked
package org.callvault.siprec.xml;

import org.jspecify.annotations.NullMarked;
