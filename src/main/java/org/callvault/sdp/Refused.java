package org.callvault.sdp;

/** An m-line answered with port 0. */
public record Refused(MediaDescription offered, RefusalReason reason) implements MediaPlan {}
