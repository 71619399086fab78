/**
 * A dialog with an SRC as its callee keeps it: tags, numbers, targets, its session timer, and why a request is not accepted.
 * Pure. Read {@link org.callvault.session.dialog.Dialog} first.
 */
@NullMarked
package org.callvault.session.dialog;

import org.jspecify.annotations.NullMarked;
