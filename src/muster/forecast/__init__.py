"""The forecast: when the mission will be at strength, how sure we are, and what holds it back.

Two views are kept apart and then pooled. The inside view (`simulate`) carries the open promises of one ledger
forward, week by week, through the gates that hold lots back. The outside view (`outside`) asks how past missions
filled up from where this one stands. Everything here is plain Python on frozen records: no database, no web.
"""
