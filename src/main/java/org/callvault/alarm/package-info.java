/** What an operator must look at now. Read {@link org.callvault.alarm.Alarms} first. */
@NullMarked
package org.callvault.alarm;

import org.jspecify.annotations.NullMarked;
