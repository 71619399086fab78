/**
 * The index of recordings in SQL: one row each, from the first packet on. The catalog finds recordings; the manifest in the
 * store is what counts. Read {@link org.callvault.recording.catalog.Catalog} first.
 */
@NullMarked
package org.callvault.recording.catalog;

import org.jspecify.annotations.NullMarked;
