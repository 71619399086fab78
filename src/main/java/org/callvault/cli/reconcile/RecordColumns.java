package org.callvault.cli.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which column of a file holds what, by its header. */
final class RecordColumns {
    /** What a column may hold. */
    enum Column {
        ID("id", "recordid", "cdrid", "uniqueid", "recordnumber"),
        START(
                "start",
                "starttime",
                "startdate",
                "begin",
                "begintime",
                "calldate",
                "datetime",
                "connecttime",
                "answertime",
                "answer",
                "time"),
        END("end", "endtime", "enddate", "stop", "stoptime", "disconnecttime", "hanguptime"),
        DURATION(
                "duration",
                "durationseconds",
                "durationsec",
                "billsec",
                "talktime",
                "length",
                "callduration",
                "seconds"),
        CALLER(
                "caller",
                "callingnumber",
                "callingparty",
                "callernumber",
                "callerid",
                "from",
                "ani",
                "src",
                "source",
                "anumber",
                "clid"),
        CALLEE(
                "callee",
                "callednumber",
                "calledparty",
                "calleenumber",
                "to",
                "dnis",
                "dst",
                "destination",
                "bnumber",
                "dialednumber"),
        AGENT("agent", "agentid", "extension", "user", "station"),
        /** Any number of columns. */
        IDENTIFIER(
                "ucid",
                "avayaucid",
                "gcid",
                "globalcallid",
                "sessionid",
                "sipsessionid",
                "callid",
                "sipcallid",
                "correlationid",
                "connid",
                "interactionid",
                "vendorcallid",
                "genesysuuid",
                "guid",
                "uuid");

        /** Never altered. */
        @SuppressWarnings("ImmutableEnumChecker")
        private final Set<String> names;

        Column(String... names) {
            this.names = Set.of(names);
        }
    }

    private final Map<Column, List<Integer>> places = new TreeMap<>();

    /**
     * Reads a header.
     *
     * @throws UnusableRecords if it has no start, or nothing to find a recording by
     */
    RecordColumns(List<String> header) throws UnusableRecords {
        for (int place = 0; place < header.size(); place++) {
            String name = header.get(place).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
            for (Column column : Column.values()) {
                if (column.names.contains(name)) {
                    places.computeIfAbsent(column, none -> new ArrayList<>()).add(place);
                }
            }
        }
        if (!places.containsKey(Column.START)) {
            throw new UnusableRecords(
                    "no column of the file says when a call began: its first line must name the columns,"
                            + " among them \"start\" (docs/reconciliation.md lists the names that are understood); it has "
                            + header);
        }
        boolean findable = places.containsKey(Column.IDENTIFIER)
                || places.containsKey(Column.CALLER)
                || places.containsKey(Column.CALLEE)
                || places.containsKey(Column.AGENT);
        if (!findable) {
            throw new UnusableRecords("no column of the file says which call it is: name at least one of call_id, ucid,"
                    + " session_id, caller, callee, agent (docs/reconciliation.md); it has " + header);
        }
    }

    /** Empty where there is no such column, or nothing in it. */
    String first(Column column, List<String> line) {
        return all(column, line).stream().findFirst().orElse("");
    }

    List<String> all(Column column, List<String> line) {
        return places.getOrDefault(column, List.of()).stream()
                .filter(place -> place < line.size())
                .map(place -> line.get(place).strip())
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
