package org.callvault.siprec;

/** What became of a SIP message body. */
public sealed interface ParsedBody permits BodyParts, MalformedBody {}
