/**
 * Metadata as history: what a call's documents and headers say, one after the other, becomes one account of who took part
 * when, which calls were recorded, and what other systems call them. Pure. Read
 * {@link org.callvault.session.history.MetadataHistory} first.
 */
@NullMarked
package org.callvault.session.history;

import org.jspecify.annotations.NullMarked;
