package org.callvault.sdp;

/** What became of a body that claimed to be a session description. */
public sealed interface ParsedDescription permits SessionDescription, MalformedDescription {}
