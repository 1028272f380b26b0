"""A replica of Happiness Sync in another language, written from protocol.md alone.

It exists to prove that the document is enough: whatever it does not say, this replica cannot know.
Standard library, python3-cryptography and python3-zstandard; nothing of the Swift sources.

    cbor       the deterministic encoding            engine     records, merge, policies
    notation   diagnostic notation                   state      canonical form, states, digests
    document   protocol.md as data                   seal       keys, signatures, sealing, packing
    limits     numbers and codes                     bundle     a contact on a stick
    messages   entries and messages as tables        replica    what village and server share
    wire       checks of fields, envelopes           exchange   one link: push, pull, repair
    change     bodies, runs, the chain               stick      one link, by bundle
    log        the changes of one incarnation        node       a village or a township
    programme  types and registers of edition 1      endpoint   the end that answers
    carrier    HTTP, or a call                       parent     a small county
    programs   the shipped programs at work          listener   HTTP in front of it
    servercase what tests against them begin with    world      offices below it, for tests
"""
