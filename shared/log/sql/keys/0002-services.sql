-- The services that came later. Only the directory may destroy a key.
grant usage on schema keys to milepost_skills, milepost_network, milepost_feedback, milepost_recommendations;
grant select, insert on keys to milepost_skills, milepost_network, milepost_feedback, milepost_recommendations;
