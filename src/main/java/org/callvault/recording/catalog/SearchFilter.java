package org.callvault.recording.catalog;

import java.util.List;

/** Which recordings are looked for: those that meet every criterion. */
public record SearchFilter(List<Criterion> criteria) {
    /** All of them. */
    public static final SearchFilter NONE = new SearchFilter(List.of());

    public SearchFilter {
        criteria = List.copyOf(criteria);
    }

    public static SearchFilter of(Criterion... criteria) {
        return new SearchFilter(List.of(criteria));
    }
}
