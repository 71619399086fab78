"""Shakes hands by GStreamer (dtlssrtpenc, dtlssrtpdec) and sends a file of PCMU, over one UDP socket.

dtlssend.py client|server own-port their-port pem voice
"""

import sys

import gi

gi.require_version("Gst", "1.0")
from gi.repository import Gio, GLib, Gst

role, own_port, their_port, pem, voice = sys.argv[1:]
Gst.init(None)
loopback = Gio.InetAddress.new_loopback(Gio.SocketFamily.IPV4)
socket = Gio.Socket.new(Gio.SocketFamily.IPV4, Gio.SocketType.DATAGRAM, Gio.SocketProtocol.UDP)
socket.bind(Gio.InetSocketAddress.new(loopback, int(own_port)), False)

pipeline = Gst.parse_launch(
    f"""
    udpsrc name=in ! dtlssrtpdec name=dec connection-id=call
    dec.rtp_src ! fakesink async=false
    dec.rtcp_src ! fakesink async=false
    dtlssrtpenc name=enc connection-id=call is-client={str(role == "client").lower()}
        ! udpsink name=out host=127.0.0.1 port={their_port} sync=true async=false
    filesrc location={voice} ! rawaudioparse format=mulaw sample-rate=8000 num-channels=1
        ! rtppcmupay min-ptime=20000000 max-ptime=20000000 ! identity name=gate ! enc.rtp_sink_0
    """
)
with open(pem) as file:
    pipeline.get_by_name("dec").set_property("pem", file.read())
for name in ("in", "out"):
    element = pipeline.get_by_name(name)
    element.set_property("socket", socket)
    element.set_property("close-socket", False)

# Before its handshake is over, the encoder would encrypt with keys that nobody else knows.
gate = pipeline.get_by_name("gate").get_static_pad("src")
block = gate.add_probe(Gst.PadProbeType.BLOCK | Gst.PadProbeType.BUFFER, lambda pad, info: Gst.PadProbeReturn.OK)
pipeline.get_by_name("enc").connect("on-key-set", lambda enc: gate.remove_probe(block))

loop = GLib.MainLoop()
failures = []


def heard(bus, message):
    if message.type == Gst.MessageType.ERROR:
        failures.append(message.parse_error())
        loop.quit()


# The sink gets its end of stream from the voice; the source never ends, so the pipeline as a whole does not.
def passed(pad, info):
    if info.get_event().type == Gst.EventType.EOS:
        loop.quit()
    return Gst.PadProbeReturn.OK


gate.add_probe(Gst.PadProbeType.EVENT_DOWNSTREAM, passed)
bus = pipeline.get_bus()
bus.add_signal_watch()
bus.connect("message", heard)
pipeline.set_state(Gst.State.PLAYING)
loop.run()
pipeline.set_state(Gst.State.NULL)
sys.exit(str(failures) if failures else 0)
