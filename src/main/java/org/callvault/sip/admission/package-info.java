/** Whether a new call is taken: fast and without asking anybody. Read {@link org.callvault.sip.admission.Admission} first. */
@NullMarked
package org.callvault.sip.admission;

import org.jspecify.annotations.NullMarked;
