/**
 * The keys of a node: those that its spool is sealed under, and those that its recordings are sealed for. Read {@link
 * org.callvault.cli.keys.KeysCommand} first.
 */
@NullMarked
package org.callvault.cli.keys;

import org.jspecify.annotations.NullMarked;
