package org.callvault.sdp.answer;

import org.callvault.sdp.MediaDescription;

/** What is answered to one m-line. */
public sealed interface MediaPlan permits Accepted, Refused {
    MediaDescription offered();
}
