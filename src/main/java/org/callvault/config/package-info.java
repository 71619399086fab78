/**
 * Everything that can be set, read once at start and checked: {@link org.callvault.config.Settings} is what the rest of
 * the program sees, {@link org.callvault.config.SettingsLoader} makes it of {@code reference.conf}, a file of the
 * operator's, {@code .env} and the environment.
 */
@NullMarked
package org.callvault.config;

import org.jspecify.annotations.NullMarked;
