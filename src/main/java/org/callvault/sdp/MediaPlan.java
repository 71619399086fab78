package org.callvault.sdp;

/** What is answered to one m-line. */
public sealed interface MediaPlan permits Accepted, Refused {
    MediaDescription offered();
}
