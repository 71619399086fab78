/** Sound for a demonstration, made on the spot. Read {@link org.callvault.cli.demo.SpeechLike} first. */
@NullMarked
package org.callvault.cli.demo;

import org.jspecify.annotations.NullMarked;
