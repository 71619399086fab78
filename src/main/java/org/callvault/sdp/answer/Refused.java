package org.callvault.sdp.answer;

import org.callvault.sdp.MediaDescription;

/** An m-line answered with port 0. */
public record Refused(MediaDescription offered, RefusalReason reason) implements MediaPlan {}
