package org.callvault.siprec.body;

/** What became of a SIP message body. */
public sealed interface ParsedBody permits BodyParts, MalformedBody {}
